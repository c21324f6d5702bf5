/** Rules about which packages and classes may depend on which. */
@NullMarked
package io.commitlake.architecture;

import org.jspecify.annotations.NullMarked;
