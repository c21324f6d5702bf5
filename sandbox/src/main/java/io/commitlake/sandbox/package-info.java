/** A GitHub and an S3 on this machine, for tests and first tries. */
@NullMarked
package io.commitlake.sandbox;

import org.jspecify.annotations.NullMarked;
