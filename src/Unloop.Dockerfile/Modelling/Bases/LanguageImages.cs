namespace Unloop.Dockerfile.Modelling.Bases;

/// <summary>
/// The images of languages. npm by Node: releases of Node carry npm 6 up to 14, 7 in 15, 8 in 16 and 18 (9 and 10 in later 18.x), 9 or 10
/// in 20, 10 in 22, 11 in 24 (nodejs.org's release table, column "npm").
/// </summary>
internal static class LanguageImages
{
    public static Recipe Node(ImageTag tag)
    {
        var recipe = Base(tag, tag.IsSlim);
        var major = tag.Version?.Major;
        recipe.Paths.Programs("/usr/local/bin", "node npm npx yarn yarnpkg docker-entrypoint.sh").MayHave("corepack python").Crowded("/opt");
        var managers = new Dictionary<string, int> { ["yarn"] = 1 };
        if (major is { } known && Npm(known, tag.Version?.Minor) is { } npm)
        {
            managers["npm"] = npm;
        }

        return recipe.Runs(new LanguageRuntime("node", tag.Version), null, managers).WithUser("node", "/home/node")
            .Starts(major is null or >= 12 ? ["docker-entrypoint.sh"] : null, ["node"])
            .WithEnv(tag.Version is { Minor: not null } && tag.Parts[0].Count(c => c == '.') == 2 ? $"NODE_VERSION={tag.Parts[0]}" : "NODE_VERSION", "YARN_VERSION");
    }

    /// <summary>The major version of npm in a Node release; null where releases of one major differ in a way that matters.</summary>
    public static int? Npm(int major, int? minor) => major switch
    {
        < 4 => null,
        < 10 => minor is null ? null : major < 8 ? 3 : 6,
        <= 14 => 6,
        15 => 7,
        16 or 17 => 8,
        18 => minor is >= 19 or null ? 10 : 8,
        19 => 9,
        20 => minor is >= 9 or null ? 10 : 9,
        21 or 22 or 23 => 10,
        _ => 11,
    };

    public static Recipe Python(ImageTag tag)
    {
        var recipe = Base(tag, tag.IsSlim);
        recipe.Paths.Programs("/usr/local/bin", "python python3 pip pip3 idle3 pydoc3");
        recipe.Paths.Files("/etc/ssl/certs/ca-certificates.crt");
        if (tag.Version is { Minor: { } minor, Major: var major })
        {
            recipe.Paths.Programs("/usr/local/bin", $"python{major}.{minor}").Directories($"/usr/local/lib/python{major}.{minor}/site-packages");
        }

        return recipe.Runs(new LanguageRuntime("python", tag.Version)).Starts(null, ["python3"])
            .WithEnv("PATH=/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "PYTHON_VERSION", "GPG_KEY", "LANG", "PYTHON_SHA256");
    }

    public static Recipe Ruby(ImageTag tag)
    {
        var recipe = Base(tag, tag.IsSlim);
        recipe.Paths.Programs("/usr/local/bin", "ruby gem bundle bundler irb rake erb").MayHave("git").Directories("/usr/local/bundle");
        return recipe.Runs(new LanguageRuntime("ruby", tag.Version)).Starts(null, ["irb"])
            .WithEnv("PATH=/usr/local/bundle/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "GEM_HOME=/usr/local/bundle", "BUNDLE_SILENCE_ROOT_WARNING=1", "BUNDLE_APP_CONFIG=/usr/local/bundle", "RUBY_VERSION", "LANG=C.UTF-8");
    }

    public static Recipe Php(ImageTag tag)
    {
        var recipe = tag.IsAlpine ? Distributions.Alpine(tag.Alpine) : Distributions.Debian(tag.Debian);
        var flavour = tag.Has("apache") ? "apache" : tag.Has("fpm") ? "fpm" : "cli";
        recipe.Paths.Programs("/usr/local/bin", "php docker-php-entrypoint docker-php-ext-install docker-php-ext-enable docker-php-ext-configure docker-php-source pecl pear phpize phar")
            .MayHave("curl gcc g++ make perl openssl file apache2 git ps wget").Directories("/usr/local/etc/php /usr/local/etc/php/conf.d").Files("/usr/src/php.tar.xz");
        recipe = recipe.Runs(new LanguageRuntime("php", tag.Version), flavour).WithEnv("PHP_VERSION", "PHP_INI_DIR=/usr/local/etc/php");
        if (flavour == "cli")
        {
            return recipe.Starts(["docker-php-entrypoint"], ["php", "-a"]);
        }

        recipe.Paths.Empty("/var/www/html").Programs(flavour == "fpm" ? "/usr/local/sbin" : "/usr/local/bin", flavour == "fpm" ? "php-fpm" : "apache2-foreground");
        return recipe.In("/var/www/html").WithUser("www-data").Starts(["docker-php-entrypoint"], [flavour == "fpm" ? "php-fpm" : "apache2-foreground"]);
    }

    public static Recipe Go(ImageTag tag)
    {
        var recipe = Base(tag, false);
        recipe.Paths.Files("/usr/local/go/bin/go /usr/local/go/bin/gofmt /etc/ssl/certs/ca-certificates.crt").Empty("/go").Empty("/go/bin /go/src").MayHave("git");
        return recipe.Runs(new LanguageRuntime("go", tag.Version)).In("/go").Starts(null, [tag.IsAlpine ? "/bin/sh" : "bash"])
            .WithEnv("PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "GOPATH=/go", "GOLANG_VERSION", "GOTOOLCHAIN=local");
    }

    public static Recipe Rust(ImageTag tag)
    {
        var recipe = Base(tag, tag.IsSlim);
        recipe.Paths.Files("/usr/local/cargo/bin/cargo /usr/local/cargo/bin/rustc").MayHave("gcc g++ make");
        return recipe.Runs(new LanguageRuntime("rust", tag.Version)).Starts(null, [tag.IsAlpine ? "/bin/sh" : "bash"])
            .WithEnv("PATH=/usr/local/cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "CARGO_HOME=/usr/local/cargo", "RUSTUP_HOME=/usr/local/rustup", "RUST_VERSION");
    }

    public static Recipe Bun(ImageTag tag)
    {
        var recipe = tag.IsAlpine ? Distributions.Alpine(null) : tag.Has("distroless") ? Distributions.Distroless(null, true, false) : Distributions.Debian(tag.Debian);
        recipe.Paths.Programs("/usr/local/bin", "bun bunx docker-entrypoint.sh").MayHave("node git curl");
        return recipe.Runs(new LanguageRuntime("bun", tag.Version)).WithUser("bun", "/home/bun/app").In("/home/bun/app").StartsSomehow();
    }

    /// <summary>Debian with or without compilers, or Alpine.</summary>
    private static Recipe Base(ImageTag tag, bool slim)
    {
        if (tag.IsAlpine)
        {
            return Distributions.Alpine(tag.Alpine);
        }

        var debian = Distributions.Debian(tag.Debian);
        return slim ? debian : Distributions.WithBuildTools(debian);
    }
}
