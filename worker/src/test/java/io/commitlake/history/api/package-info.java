@NullMarked
package io.commitlake.history.api;

import org.jspecify.annotations.NullMarked;
