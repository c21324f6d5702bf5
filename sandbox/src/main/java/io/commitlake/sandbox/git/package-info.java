/** The repositories as git has them: refs, objects, bundles, and the one place that starts git. */
@NullMarked
package io.commitlake.sandbox.git;

import org.jspecify.annotations.NullMarked;
