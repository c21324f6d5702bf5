/** The report as one HTML page that needs no other file and runs no script. */
@NullMarked
package io.commitlake.job.report.page;

import org.jspecify.annotations.NullMarked;
