return await CustomerCapital.Cluster.CommandLineProgram.RunAsync(args);
