/** The memory that Git processes may use, how repositories share it, and caches with a limit. */
@NullMarked
package io.commitlake.history.memory;

import org.jspecify.annotations.NullMarked;
