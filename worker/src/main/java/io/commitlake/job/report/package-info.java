/** The report of a run, which people read, made of the reports of its steps. */
@NullMarked
package io.commitlake.job.report;

import org.jspecify.annotations.NullMarked;
