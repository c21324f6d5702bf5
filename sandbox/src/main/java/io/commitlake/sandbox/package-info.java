/** A local stand-in for GitHub and S3, for tests and first tries. */
@NullMarked
package io.commitlake.sandbox;

import org.jspecify.annotations.NullMarked;
