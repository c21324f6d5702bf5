/** The validate step: checks the dataset's files against the ledger and against each other. */
@NullMarked
package io.commitlake.job.validate;

import org.jspecify.annotations.NullMarked;
