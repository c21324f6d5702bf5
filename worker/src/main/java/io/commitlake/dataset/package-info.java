/** The tables of the dataset: their rows, and the files that hold them. */
@NullMarked
package io.commitlake.dataset;

import org.jspecify.annotations.NullMarked;
