/** The sandbox's exception, in a package of its own because every other package throws it. */
@NullMarked
package io.commitlake.sandbox.error;

import org.jspecify.annotations.NullMarked;
