package io.commitlake.ledger;

import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.storage.DataKey;

/** The files of an outcome. Readers download the files that an outcome names. */
public final class OutcomeFiles {
    private OutcomeFiles() {}

    /** Refuses an outcome that names other exports' files. */
    public static void check(Outcome outcome, Export export) {
        if (outcome instanceof Outcome.Complete complete) {
            complete.files().stream()
                    .map(DataFile::key)
                    .filter(key -> DataKey.parse(key)
                            .filter(name -> name.export().equals(export))
                            .isEmpty())
                    .findFirst()
                    .ifPresent(key -> {
                        throw new IllegalArgumentException("export " + export + " can't have the file \"" + key + "\"");
                    });
        }
    }
}
