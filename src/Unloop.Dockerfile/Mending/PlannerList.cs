using Unloop.Dockerfile.Mending.Building;
using Unloop.Dockerfile.Mending.Files;
using Unloop.Dockerfile.Mending.Forms;
using Unloop.Dockerfile.Mending.Languages;
using Unloop.Dockerfile.Mending.Libraries;
using Unloop.Dockerfile.Mending.Manifests;
using Unloop.Dockerfile.Mending.Node;
using Unloop.Dockerfile.Mending.Scripts;
using Unloop.Dockerfile.Mending.Users;
using Unloop.Dockerfile.Mending.Variables;
using Unloop.Dockerfile.Mending.Web;

namespace Unloop.Dockerfile.Mending;

/// <summary>Every planner; each rule has at most one.</summary>
internal static class PlannerList
{
    public static IReadOnlyList<IPlanner> All { get; } =
    [
        new ManifestPlanner(),
        new NodeModulesPlanner(), new NothingInstalledPlanner(), new PackageJsonPlanner(), new InstallFlagPlanner(), new PrismaPlanner(), new NodeBuildPlanner(), new LocalFilePlanner(),
        new IgnoredFilePlanner(), new CopiedContentsPlanner(), new FileElsewherePlanner(), new RelativeWorkdirPlanner(), new NotCopiedPlanner(), new DeletedFilePlanner(),
        new PathPlanner(), new ProgramNamePlanner(),
        new CrlfPlanner(), new NotExecutablePlanner(), new NoShebangPlanner(), new PackagePlanner(),
        new OneStringPlanner(), new BrokenJsonPlanner(), new DoubledProgramPlanner(), new VariablePlanner(), new ShellSyntaxPlanner(),
        new ToExecFormPlanner(), new OtherStagePlanner(), new InheritedCmdPlanner(), new ForegroundPlanner(),
        new ArgAtRunTimePlanner(), new ArgOutOfScopePlanner(), new EnvEqualsPlanner(), new TildePlanner(),
        new BuildStopsPlanner(), new HiddenFailurePlanner(), new StageNamePlanner(), new PlatformPlanner(), new LostEffectPlanner(),
        new UserNotMadePlanner(), new LowPortPlanner(),
        new VersionPlanner(), new RunAsModulePlanner(), new MovedVenvPlanner(), new PoetryVenvPlanner(), new UserInstallPlanner(), new LocalModulePlanner(),
        new PackagesPlanner(), new GemfilePlanner(), new ConsoleScriptPlanner(), new PidFilePlanner(), new StaticGoPlanner(), new RuntimeDataPlanner(),
        new RustDummyPlanner(), new MuslPublishPlanner(), new PublishFolderPlanner(), new TemplatesPlanner(), new JvmOptionPlanner(), new ModulePathPlanner(),
        new NginxPlacePlanner(), new NginxIncludePlanner(), new HostModulesPlanner(),
    ];
}
