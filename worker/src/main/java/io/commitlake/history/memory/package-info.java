/** The memory that Git may take, and how repositories share it. */
@NullMarked
package io.commitlake.history.memory;

import org.jspecify.annotations.NullMarked;
