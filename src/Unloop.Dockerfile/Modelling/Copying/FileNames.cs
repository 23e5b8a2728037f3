namespace Unloop.Dockerfile.Modelling.Copying;

/// <summary>What a name says about being a file where nothing else does.</summary>
internal static class FileNames
{
    private static readonly HashSet<string> WithoutExtension =
    [
        "Gemfile", "Rakefile", "Pipfile", "Makefile", "Procfile", "Dockerfile", "Caddyfile", "Jenkinsfile", "Brewfile", "gradlew", "mvnw", "artisan", "LICENSE", ".env",
        ".npmrc", ".yarnrc", ".babelrc", ".eslintrc", ".ruby-version", ".node-version", ".nvmrc",
    ];

    private static readonly HashSet<string> Extensions =
    [
        "js", "mjs", "cjs", "ts", "tsx", "jsx", "json", "lock", "yaml", "yml", "toml", "txt", "md", "py", "pyi", "cfg", "ini", "conf", "config", "rb", "gemspec", "ru", "php",
        "go", "mod", "sum", "rs", "java", "kt", "kts", "gradle", "xml", "properties", "jar", "war", "cs", "csproj", "fsproj", "vbproj", "sln", "slnx", "props", "targets",
        "dll", "sh", "bash", "sql", "html", "css", "env", "pem", "crt", "key", "cer", "tar", "gz", "tgz", "zip", "whl", "deb", "rpm", "apk", "so", "proto", "tmpl", "tpl",
        "template", "lockb", "repo", "list", "service", "exe", "bin", "rc", "npmrc", "local", "production",
    ];

    public static bool LooksLikeFile(string name) =>
        WithoutExtension.Contains(name) || (name.LastIndexOf('.') is var dot and > 0 && Extensions.Contains(name[(dot + 1)..].ToLowerInvariant()));
}
