/** The exception that every package of the sandbox throws when it can't start or serve. */
@NullMarked
package io.commitlake.sandbox.error;

import org.jspecify.annotations.NullMarked;
