/** An S3 whose objects lie as files. */
@NullMarked
package io.commitlake.sandbox.s3;

import org.jspecify.annotations.NullMarked;
