/** Registers the files of completed exports in Iceberg tables. No class here is loaded by any other command. */
@NullMarked
package io.commitlake.job.catalog;

import org.jspecify.annotations.NullMarked;
