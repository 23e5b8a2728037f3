using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Tests.Modelling;

public class CopyTests
{
    private static readonly (string Path, string Text)[] Project = [("package.json", "{}"), ("src/index.js", "1"), ("src/lib/a.js", "2"), ("run.sh", "#!/bin/sh\r\n")];

    [Fact]
    public void A_directory_copies_its_contents()
    {
        var model = Build.Of("FROM scratch\nCOPY src /app/", Project);
        Assert.Equal(Existence.Present, model.At("/app/index.js").Existence);
        Assert.Equal(Existence.Present, model.At("/app/lib/a.js").Existence);
        Assert.Equal(Existence.Absent, model.At("/app/src").Existence);
        Assert.Equal(Outcome.Succeeds, model.Step("COPY").Outcome.Kind);
    }

    [Fact]
    public void A_file_goes_into_a_directory_under_its_own_name_and_otherwise_gets_the_destinations()
    {
        var model = Build.Of("FROM scratch\nCOPY package.json /a/\nCOPY package.json /b\nWORKDIR /c\nCOPY package.json /c\nCOPY package.json .", Project);
        Assert.True(model.At("/a/package.json").IsPresent);
        Assert.Equal(EntryKind.File, model.At("/b").Kind);
        Assert.True(model.At("/c/package.json").IsPresent);
        Assert.True(model.At("/b/package.json").IsAbsent);
    }

    [Fact]
    public void A_copied_file_knows_its_step_its_source_and_its_text()
    {
        var entry = Build.Of("FROM scratch\nCOPY . /app", Project).At("/app/run.sh");
        Assert.Equal(2, entry.MadeBy!.Instruction!.FirstLine);
        Assert.Equal("run.sh", entry.MadeBy.SourcePath);
        Assert.Equal("#!/bin/sh\r\n", entry.Text!.Whole);
        Assert.False(entry.Executable);
        Assert.Equal("0:0", entry.Owner);
    }

    [Fact]
    public void Ownership_and_mode_come_from_the_flags()
    {
        var model = Build.Of("FROM scratch\nCOPY --chown=node:node --chmod=0755 . /app\nCOPY --chmod=+x run.sh /r", Project);
        Assert.Equal(("node:node", 0b111_101_101), (model.At("/app/src/lib/a.js").Owner, model.At("/app/src/lib/a.js").Mode));
        Assert.True(model.At("/r").Executable);
    }

    [Fact]
    public void Wildcards_match_in_one_folder_only()
    {
        var model = Build.Of("FROM scratch\nCOPY *.json src/*.js /app/", Project);
        Assert.True(model.At("/app/package.json").IsPresent);
        Assert.True(model.At("/app/index.js").IsPresent);
        Assert.True(model.At("/app/a.js").IsAbsent);
        Assert.Equal(["package.json"], model.Step("COPY").Copy!.Sources[0].Matches.Select(m => m.Source));
    }

    [Fact]
    public void A_missing_source_stops_the_build_and_leaves_the_destination_unknown()
    {
        var model = Build.Of("FROM scratch\nCOPY yarn.lock /app/\nCOPY package.json /x/", Project);
        Assert.Same(model.Step("COPY"), model.FirstFailure);
        Assert.Equal("yarn.lock is not in the build context", model.FirstFailure!.Outcome.Reason);
        Assert.Equal(Existence.Unknown, model.At("/app/yarn.lock").Existence);
        Assert.True(model.At("/x/package.json").IsPresent);
    }

    [Fact]
    public void An_ignored_source_is_missing_too_and_the_reason_says_so()
    {
        var model = Build.With("FROM scratch\nCOPY run.sh /x/\nCOPY . /app/", Build.Context("*.sh", Project));
        Assert.Equal("run.sh is kept out of the build context by the ignore file", model.FirstFailure!.Outcome.Reason);
        Assert.True(model.At("/app/run.sh").IsAbsent);
        Assert.True(model.At("/app/package.json").IsPresent);
        Assert.True(model.Context!.IsIgnored("run.sh"));
    }

    [Fact]
    public void Several_sources_need_a_slash() =>
        Assert.Contains("does not end in a slash", Build.Of("FROM scratch\nCOPY package.json run.sh /app", Project).FirstFailure!.Outcome.Reason, StringComparison.Ordinal);

    [Fact]
    public void A_wildcard_without_a_match_does_not_stop_BuildKit() => Assert.Null(Build.Of("FROM scratch\nCOPY package.json yarn.loc* /app/", Project).FirstFailure);

    [Fact]
    public void A_stage_is_copied_from_with_everything_known_of_it()
    {
        var model = Build.Of("FROM scratch AS Build\nCOPY src /dist\nFROM scratch\nCOPY --from=build /dist /srv/app", Project);
        var entry = model.At("/srv/app/lib/a.js");
        Assert.Equal((OriginKind.CopyFromStage, "/dist/lib/a.js"), (entry.MadeBy!.Kind, entry.MadeBy.SourcePath));
        Assert.Equal((OriginKind.CopyFromContext, "src/lib/a.js"), (entry.MadeBy.Source!.Kind, entry.MadeBy.Source.SourcePath));
        Assert.True(model.Stages[0].IsNeeded);
        Assert.True(model.At("/dist").IsAbsent);
    }

    [Fact]
    public void A_path_that_no_stage_has_stops_the_build() =>
        Assert.Equal("/dist does not exist in build", Build.Of("FROM scratch AS build\nCOPY src /out\nFROM scratch\nCOPY --from=build /dist /app", Project).FirstFailure!.Outcome.Reason);

    [Fact]
    public void Stages_that_the_target_does_not_need_are_not_built()
    {
        var model = Build.Of("FROM scratch AS a\nCOPY nothing /\nFROM scratch\nCOPY src /app", Project);
        Assert.Null(model.FirstFailure);
        Assert.False(model.Stages[0].IsNeeded);
    }

    [Fact]
    public void A_context_that_is_not_known_makes_nothing_absent_below_what_it_was_copied_to()
    {
        var model = Build.With("FROM scratch\nCOPY . /app\nCOPY package.json /x/", null);
        Assert.Equal(Existence.Unknown, model.At("/app/server.js").Existence);
        Assert.True(model.At("/x/package.json").IsPresent);
        Assert.True(model.At("/x/other").IsAbsent);
        Assert.True(model.At("/other").IsAbsent);
    }

    [Fact]
    public void A_listing_that_was_cut_short_makes_nothing_absent()
    {
        var context = new BuildContext([Build.File(("a", "1"))], complete: false);
        Assert.Equal(Existence.Unknown, Build.With("FROM scratch\nCOPY . /app", context).At("/app/b").Existence);
        Assert.Equal(Existence.Present, Build.With("FROM scratch\nCOPY . /app", context).At("/app/a").Existence);
    }

    [Fact]
    public void A_here_document_becomes_a_file()
    {
        var model = Build.Of("FROM scratch\nENV NAME=web\nCOPY <<EOF /etc/app.conf\nname=$NAME\nEOF\n");
        Assert.Equal("name=web\n", model.At("/etc/app.conf").Text!.Whole);
    }

    [Fact]
    public void ADD_unpacks_archives_and_downloads_addresses()
    {
        var model = Build.Of("FROM scratch\nADD https://example.com/x/tool?v=1 /bin/\nADD app.tar.gz /app/", ("app.tar.gz", "\u001f"));
        Assert.True(model.At("/bin/tool").IsPresent);
        Assert.Equal(Existence.Unknown, model.At("/app/anything").Existence);
    }

    [Fact]
    public void Parents_keep_the_path_from_the_pivot_on()
    {
        var model = Build.Of("FROM scratch\nCOPY --parents src/./lib/a.js /app/", Project);
        Assert.True(model.At("/app/lib/a.js").IsPresent);
    }

    [Fact]
    public void A_later_copy_merges_into_what_is_there()
    {
        var model = Build.Of("FROM scratch AS one\nCOPY src /app\nFROM one\nCOPY . /app\nCOPY run.sh /app/lib/", Project);
        Assert.True(model.At("/app/index.js").IsPresent);
        Assert.True(model.At("/app/lib/a.js").IsPresent);
        Assert.True(model.At("/app/src/index.js").IsPresent);
        Assert.True(model.At("/app/lib/run.sh").IsPresent);
        Assert.True(model.At("/app/lib/b.js").IsAbsent);
    }
}
