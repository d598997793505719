return await CustomerCapital.Server.CommandLineProgram.RunAsync(args);
