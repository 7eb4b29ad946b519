#!/usr/bin/env node
import "../dist/sallyport.js";
