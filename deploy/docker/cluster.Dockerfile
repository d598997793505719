# syntax=docker/dockerfile:1
# The program customercapital-cluster. From the repository's root:
#   docker build --file deploy/docker/cluster.Dockerfile --tag customercapital-cluster .
# It is told everything by options, the environment or files (deploy/README.md): no setting and no secret is in the image.

# What restoring reads and nothing else, so that packages are fetched again only when a project or a version changes.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble AS projects
WORKDIR /source
COPY . .
RUN find . -type f ! -name '*.csproj' ! -name 'Directory.*' ! -name global.json ! -name NuGet.config -delete

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
WORKDIR /source
COPY --from=projects /source .
RUN dotnet restore src/CustomerCapital.Cluster
COPY . .
RUN dotnet publish src/CustomerCapital.Cluster --configuration Release --no-restore --output /publish -p:UseAppHost=false

# Chiselled: no shell, no package manager, a user without rights. "extra" brings the time zones by which the engine counts months,
# and the cultures without which Microsoft.Data.SqlClient opens no connection.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="CustomerCapital, a silo or gateway of a cluster" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"

# The programs say themselves where they listen. Without a diagnostics port nothing is written, so that the root may be read-only.
ENV ASPNETCORE_HTTP_PORTS= DOTNET_EnableDiagnostics=0
COPY --from=build /publish /app
WORKDIR /app
USER $APP_UID
# HTTP; silos among each other; gateways to silos.
EXPOSE 8080 11111 30000

# No HEALTHCHECK: there is no shell and no client in the image to ask with. Whoever runs it asks /health/live and /health/ready over HTTP.
ENTRYPOINT ["dotnet", "/app/customercapital-cluster.dll"]
CMD ["--help"]
