// Writes the advisories of advisories.json as a Trivy vulnerability database (schema 2) into the cache folder given.
//
//	go run . CACHE
//
// The layout is the one that Trivy reads: https://github.com/aquasecurity/trivy-db/tree/main/pkg/db
package main

import (
	_ "embed"
	"encoding/json"
	"log"
	"os"
	"path/filepath"
	"time"

	bolt "go.etcd.io/bbolt"
)

//go:embed advisories.json
var advisoriesFile []byte

type advisory struct {
	ID, Source, Package, Title, Description, Severity string
	Vulnerable, Patched, Cwe                          []string
	Published                                         time.Time
	Cvss                                              struct {
		Vector string
		Score  float64
	}
}

const bucketName = "npm::GitHub Security Advisory npm"

var severityNumber = map[string]int{"LOW": 1, "MEDIUM": 2, "HIGH": 3, "CRITICAL": 4}

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: go run . CACHE")
	}
	folder := filepath.Join(os.Args[1], "db")
	var advisories []advisory
	check(json.Unmarshal(advisoriesFile, &advisories))
	check(os.MkdirAll(folder, 0o755))

	database, err := bolt.Open(filepath.Join(folder, "trivy.db"), 0o644, nil)
	check(err)
	check(database.Update(func(tx *bolt.Tx) error {
		put(tx, []string{"data-source"}, bucketName, map[string]any{
			"ID":   "ghsa",
			"Name": "GitHub Security Advisory npm",
			"URL":  "https://github.com/advisories?query=type%3Areviewed+ecosystem%3Anpm",
		})
		for _, a := range advisories {
			put(tx, []string{bucketName, a.Package}, a.ID, map[string]any{
				"VulnerableVersions": a.Vulnerable,
				"PatchedVersions":    a.Patched,
			})
			put(tx, []string{"vulnerability"}, a.ID, detail(a))
		}
		return nil
	}))
	check(database.Close())

	now := time.Now().UTC()
	metadata, err := json.Marshal(map[string]any{
		"Version": 2, "UpdatedAt": now, "DownloadedAt": now, "NextUpdate": now.Add(24 * time.Hour),
	})
	check(err)
	check(os.WriteFile(filepath.Join(folder, "metadata.json"), metadata, 0o644))
}

// What Trivy tells about a vulnerability, whichever package it is in.
func detail(a advisory) map[string]any {
	score := map[string]any{"V3Vector": a.Cvss.Vector, "V3Score": a.Cvss.Score}
	severity := severityNumber[a.Severity]
	return map[string]any{
		"Title":          a.Title,
		"Description":    a.Description,
		"Severity":       a.Severity,
		"VendorSeverity": map[string]int{"ghsa": severity, "nvd": severity},
		"CVSS":           map[string]any{"ghsa": score, "nvd": score},
		"CweIDs":         a.Cwe,
		"References":     []string{a.Source, "https://nvd.nist.gov/vuln/detail/" + a.ID},
		"PublishedDate":  a.Published,
	}
}

func put(tx *bolt.Tx, path []string, key string, value any) {
	bucket, err := tx.CreateBucketIfNotExists([]byte(path[0]))
	check(err)
	for _, name := range path[1:] {
		bucket, err = bucket.CreateBucketIfNotExists([]byte(name))
		check(err)
	}
	text, err := json.Marshal(value)
	check(err)
	check(bucket.Put([]byte(key), text))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
