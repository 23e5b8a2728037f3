using Unloop.Cli;
using Unloop.Cli.Rendering;

return await UnloopCommand.RunAsync(args, Terminal.OfProcess(), CancellationToken.None);
