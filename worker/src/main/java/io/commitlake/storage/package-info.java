/** Stores objects under keys, in an S3 bucket or a folder, with one contract for both. */
@NullMarked
package io.commitlake.storage;

import org.jspecify.annotations.NullMarked;
