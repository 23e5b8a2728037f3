using Unloop.Dockerfile.Checks.DotNet;
using Unloop.Dockerfile.Checks.Go;
using Unloop.Dockerfile.Checks.Java;
using Unloop.Dockerfile.Checks.Node;
using Unloop.Dockerfile.Checks.Php;
using Unloop.Dockerfile.Checks.Python;
using Unloop.Dockerfile.Checks.Ruby;
using Unloop.Dockerfile.Checks.Rust;
using Unloop.Dockerfile.Checks.Web;

namespace Unloop.Dockerfile.Checks.Languages;

/// <summary>The rules that know a language, its package managers and its programs.</summary>
internal static class LanguageRules
{
    public static IReadOnlyList<IRule> All { get; } =
    [
        new InstallBeforeManifest(), new ManifestInOtherDirectory(), new DependenciesNotInstalled(), new NodeModulesNotCopied(), new DependencyNotDeclared(), new DevDependencyAtRuntime(),
        new ManifestMissingAtStart(), new MissingNpmScript(), new EsmWithoutPackageJson(), new TypescriptRunByNode(), new LocalFileNotCopied(), new RequireCaseDiffers(), new BuildOutputMissing(),
        new IgnoreScriptsNative(), new OptionalDependenciesOmitted(), new PrismaClientNotGenerated(), new HostNodeModulesCopied(), new PnpmStoreNotCopied(),
        new RequirementsNotInstalled(), new RequirementNotDeclared(), new PoetryVenvOutside(), new UserInstallAsRoot(), new VenvMovedBetweenStages(), new VenvPythonAbsent(), new PythonMinorDiffers(),
        new ConsoleScriptNotCopied(), new ManylinuxOnAlpine(), new WrongModulePath(), new ModuleAttributeMissing(), new ScriptWithRelativeImport(), new PackageNotOnPath(), new LocalModuleNotCopied(), new PythonSystemLibraryMissing(),
        new GemsNotInFinalStage(), new GemfileNotAtWorkdir(), new RubyVersionDiffers(), new BundleWithoutGroup(), new GemNotInGemfile(), new PidFileCopied(),
        new VendorAbsent(), new PhpVersionDiffers(),
        new JarNameDiffers(), new PlainJar(), new ClassVersion(), new JvmOptionRefused(),
        new DllName(), new AspnetFrameworkMissing(), new FrameworkVersionDiffers(), new RuntimeconfigNotCopied(), new LibraryAsProgram(), new ApphostOnMusl(), new IcuMissing(),
        new GoBuildIntoDirectory(), new TemplatesNotCopied(), new RustDummyMain(), new OpensslNotInFinalStage(), new RustBinaryName(),
        new NginxServerBlockAsMainConf(), new NginxMainConfInConfD(), new NginxEventsMissing(), new NginxAsOtherUser(), new NginxIncludeNotCopied(),
    ];
}
