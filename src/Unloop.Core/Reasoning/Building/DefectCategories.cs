namespace Unloop.Core.Reasoning.Building;

/// <summary>How a container dies of each defect that a Dockerfile can have. A test holds that every rule is here.</summary>
public static class DefectCategories
{
    private static readonly Dictionary<string, Category[]> Table = new(StringComparer.Ordinal)
    {
        // the program is not found, or is no program
        ["program-not-found"] = [Category.CommandNotFound],
        ["path-overwritten"] = [Category.CommandNotFound],
        ["exec-form-one-string"] = [Category.CommandNotFound],
        ["shell-syntax-in-exec-form"] = [Category.CommandNotFound, Category.BadFlag],
        ["command-not-json"] = [Category.CommandNotFound],
        ["shell-form-without-shell"] = [Category.CommandNotFound],
        ["console-script-not-copied"] = [Category.CommandNotFound],
        ["script-tool-missing"] = [Category.CommandNotFound],
        ["tilde-not-expanded"] = [Category.CommandNotFound, Category.MissingFile],
        ["env-value-with-equals"] = [Category.CommandNotFound, Category.BadEnvValue],
        ["user-not-made"] = [Category.BadFlag, Category.CommandNotFound],
        ["program-is-directory"] = [Category.NotExecutable],
        ["script-not-executable"] = [Category.NotExecutable],
        ["program-under-root-home"] = [Category.FilePermission, Category.NotExecutable, Category.CommandNotFound],
        ["git-lfs-pointer"] = [Category.ExecFormat, Category.DataCorrupt, Category.AppBug],
        ["platform-contradicts"] = [Category.ExecFormat],
        ["platform-pinned"] = [Category.ExecFormat],

        // scripts that the kernel does not start
        ["script-with-crlf"] = [Category.ScriptFormat, Category.CommandNotFound],
        ["script-without-shebang"] = [Category.ScriptFormat, Category.ExecFormat],
        ["script-with-byte-order-mark"] = [Category.ScriptFormat, Category.ExecFormat],
        ["script-is-empty"] = [Category.ScriptFormat, Category.ExecFormat, Category.ExitsZero],
        ["interpreter-missing"] = [Category.ScriptFormat, Category.CommandNotFound],
        ["venv-moved-between-stages"] = [Category.ScriptFormat, Category.CommandNotFound],
        ["venv-python-absent"] = [Category.ScriptFormat, Category.CommandNotFound],

        // nothing stays in the foreground
        ["command-daemonises"] = [Category.ExitsZero],
        ["command-in-other-stage"] = [Category.ExitsZero, Category.CommandNotFound],
        ["command-repeated"] = [Category.ExitsZero],
        ["entrypoint-drops-inherited-cmd"] = [Category.ExitsZero],
        ["entrypoint-never-runs-command"] = [Category.ExitsZero],
        ["service-started-in-build"] = [Category.ExitsZero, Category.DependencyUnreachable],
        ["shell-entrypoint-ignores-cmd"] = [Category.ExitsZero, Category.BadFlag],

        // files that the command names
        ["started-file-missing"] = [Category.MissingFile, Category.CommandNotFound, Category.MissingModule],
        ["started-file-deleted"] = [Category.MissingFile, Category.CommandNotFound, Category.MissingModule],
        ["started-file-elsewhere"] = [Category.MissingFile, Category.CommandNotFound, Category.MissingModule],
        ["started-file-not-copied"] = [Category.MissingFile, Category.CommandNotFound, Category.MissingModule],
        ["needed-file-ignored"] = [Category.MissingFile, Category.CommandNotFound, Category.MissingModule],
        ["copied-contents-not-folder"] = [Category.MissingFile, Category.CommandNotFound, Category.MissingModule],
        ["relative-workdir"] = [Category.MissingFile, Category.CommandNotFound, Category.MissingModule],
        ["build-output-missing"] = [Category.MissingFile, Category.MissingModule, Category.CommandNotFound],
        ["variable-in-exec-form"] = [Category.MissingFile, Category.CommandNotFound, Category.BadFlag],
        ["entrypoint-and-cmd-double"] = [Category.MissingFile, Category.BadFlag, Category.CommandNotFound],
        ["local-file-not-copied"] = [Category.MissingFile, Category.MissingModule],
        ["require-case-differs"] = [Category.MissingFile, Category.MissingModule],
        ["manifest-missing-at-start"] = [Category.MissingFile],
        ["gemfile-not-at-workdir"] = [Category.MissingFile],
        ["vendor-absent"] = [Category.MissingFile, Category.MissingModule],
        ["pid-file-copied"] = [Category.LockHeld],
        ["volume-before-writes"] = [Category.MissingFile],
        ["run-effect-lost"] = [Category.MissingEnv, Category.CommandNotFound, Category.MissingFile],
        ["copy-from-unknown-stage"] = [],
        ["build-stops"] = [],

        // modules, packages, libraries
        ["install-before-manifest"] = [Category.MissingModule],
        ["manifest-in-other-directory"] = [Category.MissingModule],
        ["dependencies-not-installed"] = [Category.MissingModule],
        ["node-modules-not-copied"] = [Category.MissingModule],
        ["dependency-not-declared"] = [Category.MissingModule],
        ["optional-dependencies-omitted"] = [Category.MissingModule],
        ["prisma-client-not-generated"] = [Category.MissingModule, Category.MissingFile],
        ["install-failure-hidden"] = [Category.MissingModule, Category.CommandNotFound, Category.MissingFile],
        ["dev-dependency-at-runtime"] = [Category.MissingModule, Category.CommandNotFound],
        ["requirements-not-installed"] = [Category.MissingModule, Category.CommandNotFound],
        ["requirement-not-declared"] = [Category.MissingModule, Category.CommandNotFound],
        ["local-module-not-copied"] = [Category.MissingModule, Category.MissingFile],
        ["wrong-module-path"] = [Category.MissingModule, Category.MissingFile],
        ["package-not-on-path"] = [Category.MissingModule],
        ["poetry-venv-outside"] = [Category.MissingModule, Category.CommandNotFound],
        ["python-minor-differs"] = [Category.MissingModule],
        ["user-install-as-root"] = [Category.MissingModule, Category.CommandNotFound, Category.FilePermission],
        ["manylinux-on-alpine"] = [Category.MissingModule, Category.SharedLibrary],
        ["gems-not-in-final-stage"] = [Category.MissingModule, Category.CommandNotFound],
        ["bundle-without-group"] = [Category.MissingModule, Category.CommandNotFound],
        ["gem-not-in-gemfile"] = [Category.MissingModule, Category.CommandNotFound],
        ["ignore-scripts-native"] = [Category.SharedLibrary, Category.MissingModule, Category.MissingFile],
        ["python-system-library-missing"] = [Category.SharedLibrary],
        ["php-version-differs"] = [Category.AppBug, Category.BadFlag],
        ["ruby-version-differs"] = [Category.BadFlag, Category.AppBug, Category.MissingModule],

        // what the program does with what it finds
        ["missing-npm-script"] = [Category.BadFlag],
        ["option-with-blank"] = [Category.BadFlag],
        ["module-attribute-missing"] = [Category.BadFlag, Category.MissingModule, Category.AppBug],
        ["esm-without-package-json"] = [Category.AppBug, Category.MissingFile, Category.ConfigSyntax],
        ["script-with-relative-import"] = [Category.AppBug, Category.MissingModule, Category.BadFlag],
        ["typescript-run-by-node"] = [Category.AppBug, Category.BadFlag],
        ["arg-at-run-time"] = [Category.MissingEnv, Category.BadEnvValue],
        ["arg-out-of-scope"] = [Category.MissingEnv, Category.MissingFile, Category.CommandNotFound],
        ["low-port-as-user"] = [Category.PrivilegedPort],
        ["user-is-named"] = [Category.RunAsNonRoot],
    };

    /// <summary>The likeliest first; empty for a defect that stops the build, and so no container.</summary>
    public static IReadOnlyList<Category> Of(string rule) => Table.GetValueOrDefault(rule) ?? [];

    internal static IEnumerable<string> Rules => Table.Keys;
}
