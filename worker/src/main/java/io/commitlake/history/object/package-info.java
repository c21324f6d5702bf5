/** Git objects as bytes: how a commit is parsed, how an object is named, how text is decoded. */
@NullMarked
package io.commitlake.history.object;

import org.jspecify.annotations.NullMarked;
