/** The memory that Git processes may use, and how repositories share it. */
@NullMarked
package io.commitlake.history.memory;

import org.jspecify.annotations.NullMarked;
