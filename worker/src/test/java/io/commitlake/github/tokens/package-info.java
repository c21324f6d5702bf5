@NullMarked
package io.commitlake.github.tokens;

import org.jspecify.annotations.NullMarked;
