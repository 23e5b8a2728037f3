using System.CommandLine;
using Unloop.Cli.Rendering;
using Unloop.Core.Experiments;
using Unloop.Engine.Experimenting;
using Unloop.Engine.Imaging;
using Unloop.Images;

namespace Unloop.Cli.Commands;

/// <summary>The flags of <c>unloop try</c>.</summary>
internal sealed class TryFlags
{
    /// <summary>What an image holds can be guessed; nobody waits long for a registry that does not answer.</summary>
    private static readonly TimeSpan ShortConnect = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan ShortestWatch = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWatch = TimeSpan.FromHours(1);

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only show the path; the API server goes through every copy and keeps nothing" };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Approve the copies that are shown" };
    private readonly Option<string[]> _only = new("--only") { Description = $"Just this test, also where the cause is certain; may be repeated: {string.Join(", ", ExperimentKinds.Tokens)}", HelpName = "TEST" };
    private readonly Option<bool> _shareVolumes = new("--share-volumes") { Description = "Also run the program in a copy on volumes that the failing pod writes to: two at a time can ruin data" };
    private readonly Option<SpanOfTime> _watchMax = SpanOfTime.Option("--watch-max", "No copy is watched for longer", TimeSpan.FromMinutes(10));
    private readonly Option<string> _checks = new("--image-checks") { Description = "Look into the image for what it can sleep and connect with: auto or never", HelpName = "WHEN", DefaultValueFactory = _ => "auto" };
    private readonly Option<string> _output = new("--output", "-o") { Description = "text, json or markdown", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Also the whole manifest of every copy, without what looks like a secret" };
    private readonly RegistryFlags _registries = new();

    public TargetOptions Targets { get; } = new("One workload or pod: deploy/web, sts/db, ds/agent, job/x, or a pod's name");

    public void AddTo(Command command)
    {
        Targets.AddTo(command);
        _output.AcceptOnlyFromAmong(ReportFormat.Names);
        _checks.AcceptOnlyFromAmong("auto", "never");
        _only.AcceptOnlyFromAmong([.. ExperimentKinds.Tokens]);
        foreach (var option in (Option[])[_dryRun, _yes, _only, _shareVolumes, _watchMax, _checks, _output, _verbose])
        {
            command.Options.Add(option);
        }

        _registries.AddTo(command);
        command.Validators.Add(result =>
        {
            if (!Targets.NamesPods(result))
            {
                result.AddError("name the workload or pod whose failure is tried, as in deploy/web");
            }

            if (result.GetValue(_dryRun) && result.GetValue(_yes))
            {
                result.AddError("--dry-run makes nothing that --yes could approve");
            }

            if (result.GetValue(_watchMax).Value is var span && span > TimeSpan.Zero && (span < ShortestWatch || span > LongestWatch))
            {
                result.AddError("--watch-max is from 10s to 1h");
            }
        });
    }

    public TryRequest Request(ParseResult parsed) => new()
    {
        Query = Targets.Query(parsed),
        Only = [.. (parsed.GetValue(_only) ?? []).Select(ExperimentKinds.Parse).Distinct()],
        SharesVolumes = parsed.GetValue(_shareVolumes),
        WatchMax = parsed.GetValue(_watchMax).Value,
    };

    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    public bool Yes(ParseResult parsed) => parsed.GetValue(_yes);

    public bool Verbose(ParseResult parsed) => parsed.GetValue(_verbose);

    public string Format(ParseResult parsed) => parsed.GetRequiredValue(_output);

    public ImageChecks Checks(ParseResult parsed) => parsed.GetRequiredValue(_checks) == "never" ? ImageChecks.Never : ImageChecks.Auto;

    public ImageSource Images(ParseResult parsed) => _registries.Source(parsed, ShortConnect);
}
