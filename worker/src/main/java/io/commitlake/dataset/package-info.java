/** The tables as Parquet: what their rows are, how they are written, read back and checked. */
@NullMarked
package io.commitlake.dataset;

import org.jspecify.annotations.NullMarked;
