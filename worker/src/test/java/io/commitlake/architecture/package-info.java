/** The house's walls. */
@NullMarked
package io.commitlake.architecture;

import org.jspecify.annotations.NullMarked;
