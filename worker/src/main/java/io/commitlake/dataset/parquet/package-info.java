/** Reads and writes Parquet files row by row, without Hadoop: schemas, encodings, codecs. */
@NullMarked
package io.commitlake.dataset.parquet;

import org.jspecify.annotations.NullMarked;
