namespace Unloop.Dockerfile.Modelling.Bases;

/// <summary>The images of Java and .NET, and those without a shell.</summary>
internal static class RuntimeImages
{
    /// <summary>eclipse-temurin, openjdk, amazoncorretto, ibm-semeru-runtimes, azul/zulu-openjdk.</summary>
    public static Recipe Java(string name, ImageTag tag)
    {
        var recipe = tag.IsAlpine ? Distributions.Alpine(tag.Alpine)
            : tag.Ubuntu is { } ubuntu ? Distributions.Ubuntu(ubuntu)
            : name switch
            {
                "eclipse-temurin" => Distributions.Ubuntu(null),
                "amazoncorretto" => Distributions.RedHat(Distribution.Amazon, null),
                _ => Unsure(tag.Debian),
            };
        var home = name switch { "eclipse-temurin" => "/opt/java/openjdk", "openjdk" when tag.Version is { Major: var major } && !tag.IsAlpine => major >= 12 ? $"/usr/java/openjdk-{major}" : $"/usr/local/openjdk-{major}", _ => null };
        if (name == "eclipse-temurin")
        {
            recipe.Paths.Files("/opt/java/openjdk/bin/java").MayHave("curl wget bash openssl");
        }

        recipe.Paths.MayHave("java javac curl wget unzip openssl git");
        var flavour = tag.Has("jre") || tag.Parts.Contains("headless") ? "jre" : "jdk";
        // eclipse-temurin's entrypoint, which came later and not to every tag, hands over to the command.
        recipe = recipe.Runs(new LanguageRuntime("java", tag.Version), flavour).Starts(null, [flavour == "jdk" ? "jshell" : tag.IsAlpine ? "/bin/sh" : "/bin/bash"]);
        return home is null || name == "openjdk"
            ? Open(recipe)
            : recipe.WithEnv($"JAVA_HOME={home}", $"PATH={home}/bin:{Distributions.DefaultPath[5..]}", "LANG", "JAVA_VERSION");
    }

    /// <summary>maven and gradle: a JDK and the tool, on one of several systems.</summary>
    public static Recipe JavaBuilder(string name, ImageTag tag)
    {
        var recipe = tag.IsAlpine ? Distributions.Alpine(null) : tag.Ubuntu is { } ubuntu ? Distributions.Ubuntu(ubuntu) : Unsure(tag.Debian);
        recipe.Paths.MayHave("java javac mvn gradle bash curl wget git unzip openssl perl less");
        var jdk = tag.Parts.Select(p => p.StartsWith("jdk", StringComparison.Ordinal) ? SoftwareVersion.Parse(p[3..]) : null).FirstOrDefault(v => v is not null)
            ?? tag.Parts.Skip(1).Select(SoftwareVersion.Parse).FirstOrDefault(v => v is not null);
        // The entrypoint of maven copies a settings folder and hands over.
        recipe = Open(recipe.Runs(new LanguageRuntime("java", jdk), "jdk").Starts(null, [name == "gradle" ? "gradle" : "mvn"]));
        return name == "gradle" ? recipe.WithUser("gradle", "/home/gradle").In("/home/gradle") : recipe;
    }

    /// <param name="name"><c>sdk</c>, <c>aspnet</c>, <c>runtime</c>, <c>runtime-deps</c>.</param>
    public static Recipe DotNet(string name, ImageTag tag)
    {
        var major = tag.Version?.Major;
        var isChiseled = tag.Has("chiseled") || tag.Has("distroless");
        var recipe = isChiseled ? Chiseled(tag)
            : tag.IsAlpine ? Distributions.Alpine(tag.Alpine)
            : tag.Parts.Any(p => p.StartsWith("cbl", StringComparison.Ordinal) || p.StartsWith("azurelinux", StringComparison.Ordinal)) ? Distributions.RedHat(Distribution.AzureLinux, null)
            : tag.Ubuntu is { } ubuntu || major >= 10 ? Distributions.Ubuntu(tag.Ubuntu ?? (major == 10 ? "noble" : null))
            : Distributions.Debian(tag.Debian ?? major switch { 6 or 7 => "bullseye", 8 or 9 => "bookworm", _ => null });
        if (name != "runtime-deps")
        {
            recipe.Paths.Programs("/usr/bin", "dotnet").Files("/usr/share/dotnet/dotnet");
        }

        recipe.Paths.MayHave(name == "sdk" ? "curl wget git unzip openssl pwsh bash" : "openssl unzip");
        if (!isChiseled && name != "sdk")
        {
            recipe.Paths.Lacks("curl wget git");
        }

        recipe = recipe.Runs(new LanguageRuntime("dotnet", tag.Version), name).WithEnv("DOTNET_VERSION", "DOTNET_RUNNING_IN_CONTAINER=true");
        if (tag.IsAlpine || isChiseled)
        {
            recipe = recipe.WithEnv(tag.Has("extra") || name == "sdk" ? "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT" : "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true");
        }

        if (name != "sdk" && major is { } version)
        {
            recipe = recipe.WithEnv(version >= 8 ? "ASPNETCORE_HTTP_PORTS=8080" : "ASPNETCORE_URLS=http://+:80");
        }

        recipe = major >= 8 ? recipe.WithUser("app", "/home/app").WithEnv("APP_UID=1654") : recipe;
        return isChiseled ? (major >= 8 ? recipe.As("1654") : recipe).StartsSomehow() : recipe;
    }

    /// <param name="name">After <c>gcr.io/distroless/</c>: <c>static-debian12</c>, <c>java17-debian12</c>, …</param>
    public static Recipe Distroless(string name, ImageTag tag)
    {
        var parts = name.Split('-');
        var release = parts.Length > 1 ? parts[^1] switch { "debian10" => "buster", "debian11" => "bullseye", "debian12" => "bookworm", "debian13" => "trixie", _ => null } : null;
        var recipe = Distributions.Distroless(release, parts[0] != "static", tag.Has("debug"));
        var number = new string([.. parts[0].SkipWhile(c => !char.IsAsciiDigit(c))]);
        var version = SoftwareVersion.Parse(number);
        recipe = tag.Has("nonroot") ? recipe.As("65532") : recipe;
        switch (parts[0].TrimEnd("0123456789".ToCharArray()))
        {
            case "java":
                recipe.Paths.Files("/usr/bin/java");
                return recipe.Runs(new LanguageRuntime("java", version), "jre").Starts(["/usr/bin/java", "-jar"], null);
            case "nodejs":
                recipe.Paths.Files("/nodejs/bin/node");
                return recipe.Runs(new LanguageRuntime("node", version)).Starts(["/nodejs/bin/node"], null);
            case "python":
                recipe.Paths.Files("/usr/bin/python3").Programs("/usr/bin", "python3");
                return recipe.Runs(new LanguageRuntime("python", release == "bookworm" ? new SoftwareVersion(3, 11) : release == "bullseye" ? new SoftwareVersion(3, 9) : null)).StartsSomehow();
            default:
                return recipe;
        }
    }

    private static Recipe Chiseled(ImageTag tag) => new(
        new PathTable { HasNoShell = true }.Files("/etc/passwd /etc/group /etc/os-release"),
        new ImageTraits { Distribution = Distribution.Ubuntu, Release = tag.Ubuntu, Libc = Libc.Glibc, Users = ["root"] },
        new ImageConfiguration { Env = [Distributions.DefaultPath], EnvIsWhole = false });

    /// <summary>Debian it may be; other systems were used for other versions.</summary>
    private static Recipe Unsure(string? debian) => debian is not null ? Distributions.Debian(debian) : new Recipe(
        new PathTable().Programs("/bin", "sh").Files("/etc/passwd /etc/group"),
        new ImageTraits { Libc = Libc.Glibc },
        new ImageConfiguration { Env = ["PATH"], EnvIsWhole = false, CommandIsKnown = false });

    private static Recipe Open(Recipe recipe) => recipe with { Configuration = recipe.Configuration with { EnvIsWhole = false, Env = [.. recipe.Configuration.Env.Where(e => !e.StartsWith("PATH", StringComparison.Ordinal)), "PATH"] } };
}
