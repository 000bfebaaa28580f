"""What a release is made with and vouches for: locked versions, licences, SBOM, vulnerabilities."""
