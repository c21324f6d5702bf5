/** A GitHub and an S3 bucket that are made up, in virtual time, and the worker over both. */
@NullMarked
package io.commitlake.scale.world;

import org.jspecify.annotations.NullMarked;
