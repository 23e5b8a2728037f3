using Unloop.Core.Experiments;
using Unloop.Core.Planning;
using Unloop.Host.Journals;
using Unloop.Host.Tests.Inputs;

namespace Unloop.Host.Tests.Journals;

public sealed class TryJournalsTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly WorkloadRef Web = new() { ApiVersion = "apps/v1", Kind = "Deployment", Namespace = "shop", Name = "web", Uid = "u" };

    private readonly TemporaryFolder _folder = new();

    private string Root => Path.Combine(_folder.Path, "tries");

    private TryJournals Journals => new(Root);

    public void Dispose() => _folder.Dispose();

    private static PastTry Past(string id, WorkloadRef? workload = null, params ExperimentKind[] kinds) => new()
    {
        Id = id,
        Server = "https://cluster",
        Workload = workload ?? Web,
        Container = "web",
        Basis = "sha256:1",
        Tests = [.. kinds.Select(k => new EarlierTest(id, k, Noon, "It was so.", [new(Suspect.Program, HypothesisState.Open, "It ended.")]))],
    };

    [Fact]
    public void What_a_run_found_out_so_far_is_there_for_the_next_process()
    {
        Assert.Null(Journals.Keep(Past("260501120000aaaaaa", kinds: ExperimentKind.Asleep)));
        Assert.Null(Journals.Keep(Past("260501120000aaaaaa", kinds: [ExperimentKind.Asleep, ExperimentKind.Once])));

        var past = Assert.Single(Journals.Of(Web));

        Assert.Equal([ExperimentKind.Asleep, ExperimentKind.Once], past.Tests.Select(t => t.Kind));
        Assert.Equal(new(Suspect.Program, HypothesisState.Open, "It ended."), Assert.Single(past.Tests[1].Effects));
        Assert.Equal(Noon, past.Tests[0].At);
    }

    [Fact]
    public void Runs_are_told_apart_by_their_workload_and_come_oldest_first()
    {
        Assert.Null(Journals.Keep(Past("260501130000bbbbbb")));
        Assert.Null(Journals.Keep(Past("260501120000aaaaaa")));
        Assert.Null(Journals.Keep(Past("260501140000cccccc", Web with { Name = "api" })));
        Assert.Null(Journals.Keep(Past("260501150000dddddd", Web with { Name = "web-api" })));

        Assert.Equal(["260501120000aaaaaa", "260501130000bbbbbb"], Journals.Of(Web).Select(p => p.Id));
    }

    [Fact]
    public void Only_its_user_may_read_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes");
        Assert.Null(Journals.Keep(Past("260501120000aaaaaa")));

#pragma warning disable CA1416 // It was asked above.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(Directory.GetFiles(Root))));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Root));
#pragma warning restore CA1416
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("""{"id":"x"}""")]
    [InlineData("""{"id":"x","server":"s","workload":null,"container":"c","basis":"b"}""")]
    public void What_is_not_what_was_written_is_left_out(string content)
    {
        Assert.Null(Journals.Keep(Past("260501120000aaaaaa")));
        File.WriteAllText(Path.Combine(Root, "260501130000bbbbbb-deployment-web.json"), content);

        Assert.Equal(["260501120000aaaaaa"], Journals.Of(Web).Select(p => p.Id));
    }

    [Fact]
    public void What_is_larger_than_any_run_is_left_out()
    {
        Assert.Null(Journals.Keep(Past("260501120000aaaaaa") with { Basis = new string('x', 2 << 20) }));

        Assert.Empty(Journals.Of(Web));
    }

    [Fact]
    public void Only_the_newest_hundred_runs_are_kept()
    {
        for (var i = 0; i < 103; i++)
        {
            Assert.Null(Journals.Keep(Past($"2605011200{i:000}aaaaaa")));
        }

        Assert.Equal(100, Directory.GetFiles(Root).Length);
        Assert.Equal("2605011200102aaaaaa", Journals.Of(Web)[^1].Id);
    }

    [Fact]
    public void Where_nothing_can_be_written_it_is_said_and_nothing_was_tested_before()
    {
        File.WriteAllText(Root, "a file where the folder should be");

        Assert.Contains("could not be written", Journals.Keep(Past("260501120000aaaaaa"))!.Message, StringComparison.Ordinal);
        Assert.Empty(Journals.Of(Web));
        Assert.Contains("set HOME", new TryJournals(null).Keep(Past("260501120000aaaaaa"))!.Message, StringComparison.Ordinal);
        Assert.Empty(new TryJournals(null).Of(Web));
    }
}
