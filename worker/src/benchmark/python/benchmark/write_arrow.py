"""Writes a Parquet file again with Arrow's writer, in C++ and on one core, and prints the best rate as JSON.

    write_arrow.py FILE SCRATCH

Arrow gets whole columns in memory, while the worker gets one row after another.
"""

import json
import os
import sys
import time

import pyarrow
import pyarrow.parquet

pyarrow.set_cpu_count(1)
table = pyarrow.parquet.read_table(sys.argv[1], use_threads=False)
written = os.path.join(sys.argv[2], "arrow.parquet")
best = 0.0
for _ in range(10):
    begun = time.process_time()
    pyarrow.parquet.write_table(table, written, compression="zstd")
    best = max(best, table.num_rows / (time.process_time() - begun))
print(json.dumps({"rate": best, "rows": table.num_rows, "bytes": os.path.getsize(written)}))
