/** Parquet without Hadoop: schemas, encodings, and files read and written row by row. */
@NullMarked
package io.commitlake.dataset.parquet;

import org.jspecify.annotations.NullMarked;
