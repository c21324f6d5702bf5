/** Which contents of files a dataset keeps. */
@NullMarked
package io.commitlake.model.contents;

import org.jspecify.annotations.NullMarked;
