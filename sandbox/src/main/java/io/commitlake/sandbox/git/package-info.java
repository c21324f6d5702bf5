/** Git's view of the repositories: refs, objects and bundles, and the one place that starts Git. */
@NullMarked
package io.commitlake.sandbox.git;

import org.jspecify.annotations.NullMarked;
