/** An S3 server that keeps its objects as files. */
@NullMarked
package io.commitlake.sandbox.s3;

import org.jspecify.annotations.NullMarked;
