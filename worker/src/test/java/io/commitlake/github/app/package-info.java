@NullMarked
package io.commitlake.github.app;

import org.jspecify.annotations.NullMarked;
