package io.commitlake.model.contents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.model.ByteSize;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentsTest {
    private static boolean keeps(String setting, String type, long size) {
        return Contents.parse(setting).keeps(Optional.of(type).filter(text -> !text.isEmpty()), size);
    }

    @Test
    void aFileIsKeptByItsExtensionAndItsSize() {
        assertThat(keeps("none", ".py", 1)).isFalse();
        assertThat(keeps("all", ".py", Contents.LIMIT)).isTrue();
        assertThat(keeps("all", "", 0)).isTrue();
        assertThat(keeps("all", "", Contents.LIMIT + 1)).isFalse();
        assertThat(keeps(".py,.java", ".java", 1)).isTrue();
        assertThat(keeps(".py,.java", ".JAVA", 1)).isFalse();
        assertThat(keeps(".py,.java", "", 1)).isFalse();
        assertThat(keeps(".py,max=1KB", ".py", 1024)).isTrue();
        assertThat(keeps(".py,max=1KB", ".py", 1025)).isFalse();
        assertThat(keeps("text", "", 1)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    none                             | none
                    all                              | all
                    all,max=16MB                     | all
                    max=16777216                     | all
                    text , all                       | text
                    text,max=1024kb,.py, .java ,.py  | .java,.py,max=1MB,text
                    max=1000                         | max=1000
                    .C,.c                            | .C,.c
                    """)
    void settingsThatMeanTheSameAreEqual(String setting, String usual) {
        assertThat(Contents.parse(setting)).isEqualTo(Contents.parse(usual));
        assertThat(Contents.parse(setting)).hasToString(usual);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    py            | "py"                  | write .py
                    *.py          | "*.py"                | write .py
                    Text          | "Text"                | nor text
                    .tar.gz       | ".tar.gz"             | write .gz
                    .             | "."                   | last dot
                    ./a           | "./a"                 | last dot
                    .py,          | comma                 | leave out
                    none,.py      | none beside           | leave them out
                    all,.py       | all and .py           | leave out all
                    max=0         | "max=0"               | max=16MB
                    max=17MB      | "max=17MB"            | max=16MB
                    max=          | "max="                | such as max=1MB
                    max=1MB,max=2 | max= twice            | leave one out
                    size=1MB      | "size=1MB"            | max=SIZE
                    """)
    void anotherSettingIsRefusedWithItsWordAndTheWayOut(String setting, String word, String wayOut) {
        assertThatThrownBy(() -> Contents.parse(setting))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(word, wayOut);
    }

    @Test
    void sizesAreWrittenAsShortAsPossible() {
        assertThat(ByteSize.text(1)).isEqualTo("1");
        assertThat(ByteSize.text(1536)).isEqualTo("1536");
        assertThat(ByteSize.text(3 << 20)).isEqualTo("3MB");
        assertThat(ByteSize.text(1L << 50)).isEqualTo("1024TB");
        assertThat(ByteSize.parse("1024TB")).hasValue(1L << 50);
        assertThat(ByteSize.parse("99999999TB")).isEmpty();
    }
}
