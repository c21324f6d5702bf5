/** Tokens and keys, and the texts in which they are replaced. */
@NullMarked
package io.commitlake.model.secret;

import org.jspecify.annotations.NullMarked;
