@NullMarked
package io.commitlake.github.http;

import org.jspecify.annotations.NullMarked;
