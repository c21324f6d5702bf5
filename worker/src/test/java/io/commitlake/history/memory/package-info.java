@NullMarked
package io.commitlake.history.memory;

import org.jspecify.annotations.NullMarked;
