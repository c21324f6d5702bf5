package io.commitlake.job.report.page;

import io.commitlake.job.report.RunReports;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import jakarta.inject.Singleton;

/** The reports of runs as pages in the dataset. */
@Singleton
public final class ReportPages {
    private final Storage storage;
    private final RunReports reports;

    ReportPages(Storage storage, RunReports reports) {
        this.storage = storage;
        this.reports = reports;
    }

    /**
     * Makes the page of a run from what its steps put until now, and puts it in place of an earlier one.
     *
     * @return the page's key in the dataset
     * @throws io.commitlake.model.CommitlakeException of kind SETTINGS if the run has no plan
     */
    public String write(String run) {
        String key = Layout.reportPage(run);
        storage.put(key, ReportPage.of(reports.read(run)));
        return key;
    }
}
