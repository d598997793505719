using CustomerCapital.Cluster.Faults.Tests.Faults;
using CustomerCapital.Faults.Tests;

return await new FaultSuite("faults-cluster", ClusterFaults.All, "seconds until every customer").RunAsync(args);
