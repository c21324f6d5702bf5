/** Reads histories with native Git: fetches exactly the requested commits into a bare repository and walks them. */
@NullMarked
package io.commitlake.history.git;

import org.jspecify.annotations.NullMarked;
