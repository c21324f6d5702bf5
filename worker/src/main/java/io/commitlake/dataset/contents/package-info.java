/** The contents of files: the rows of {@code file_contents}, and the addresses by which file states name them. */
@NullMarked
package io.commitlake.dataset.contents;

import org.jspecify.annotations.NullMarked;
